// Who was to coordinate the study on portability of social security, with which partner, and when?
MATCH (plan:Instrument {key: "acmw-work-plan-2016-2020"})<-[:STANDS_IN]-(item:PlanItem)
WHERE item.officialTitle CONTAINS "portability of social security"
MATCH (item)<-[given:IN_PROVISION]-(assignment:Assignment)-[:BY_AGENT]->(agent:Agent)
WHERE given.certainty IN ["STATED", "EDITORIAL"]
  AND assignment.role IN ["COORDINATOR", "POTENTIAL_COLLABORATOR"]
OPTIONAL MATCH (assignment)-[:VIA]->(via:Agent)
RETURN item.number AS number,
       item.officialTitle AS title,
       item.when AS when,
       agent.title AS agent,
       assignment.role AS role,
       assignment.rolePrinted AS rolePrinted,
       via.title AS via,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN given.evidence
         RETURN DISTINCT passage.locator
       } AS locators
ORDER BY number, role, agent
