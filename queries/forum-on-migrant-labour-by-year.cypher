// Which state coordinated or was to coordinate each ASEAN Forum on Migrant Labour, year by year?
// What is concluded and not stated stands in properties that end in _inferred.
MATCH (:Designation {form: "AFML"})-[:DESIGNATES]->(:Event)<-[:IN_SERIES]-(edition:Event)
MATCH (edition)<-[taking:AT]-(participation:Participation)-[:BY_AGENT]->(coordinator:Agent)
WHERE coalesce(participation.role, participation.role_inferred) = "COORDINATOR"
  AND taking.certainty <> "UNDECIDED"
RETURN edition.ordinal AS ordinal,
       edition.title AS edition,
       coalesce(edition.when, edition.when_inferred) AS year,
       coordinator.title AS coordinator,
       coalesce(participation.rolePrinted, participation.rolePrinted_inferred) AS rolePrinted,
       taking.certainty AS certainty,
       COLLECT {
         MATCH (reading:Reading)
         WHERE reading.iri IN taking.evidence
         RETURN DISTINCT reading.method
       } AS method,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN taking.evidence
         RETURN DISTINCT passage.locator
       } AS locators
ORDER BY ordinal
