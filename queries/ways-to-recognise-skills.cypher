// Which approaches to the recognition of skills does the Vientiane Declaration of 2024 list?
MATCH (:Clause {key: "vientiane-declaration-skills-mobility-2"})<-[:PART_OF_PROVISION]-(part:Clause)
MATCH (part)-[:HAS_TOPIC]->(topic:Topic)
RETURN part.number AS parts_number, topic.title AS parts_topics_name
ORDER BY parts_number, parts_topics_name
