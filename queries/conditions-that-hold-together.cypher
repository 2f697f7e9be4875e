// Which conditions do the obligations of receiving states in the Cebu Declaration have?
MATCH (:Clause {key: "asean-declaration-migrant-workers-receiving-states"})<-[:PART_OF_PROVISION]-(part:Clause)
RETURN part.number AS parts_number, part.condition AS parts_condition
ORDER BY toInteger(parts_number)
