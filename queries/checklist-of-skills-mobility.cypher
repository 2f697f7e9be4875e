// Which body is to develop the checklist on skills mobility, and with whose support?
MATCH (:Instrument {key: "vientiane-declaration-skills-mobility"})<-[:STANDS_IN]-(tasking:Provision {force: "TASKED"}),
      (tasking)-[:HAS_OUTPUT]->(checklist:Work)
WHERE checklist.title CONTAINS "Checklist"
MATCH (tasking)<-[given:IN_PROVISION]-(assignment:Assignment)-[:BY_AGENT]->(agent:Agent)
WHERE given.certainty IN ["STATED", "EDITORIAL"]
RETURN checklist.title AS outputs_name,
       agent.title AS assignments_agent_name,
       assignment.role AS assignments_role,
       assignment.rolePrinted AS assignments_rolePrinted,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN given.evidence
         RETURN DISTINCT passage.locator
       } AS assignments_evidence_locator
ORDER BY assignments_role, assignments_agent_name
