// Whom does the 28th ALMM task with the child labour declaration, with whom, through what?
MATCH (:Instrument {key: "almm-28-communique"})<-[:STANDS_IN]-(tasking:Provision {force: "TASKED"}),
      (tasking)-[:IMPLEMENTS]->(:Instrument {key: "asean-declaration-child-labour-prevention"})
MATCH (tasking)<-[given:IN_PROVISION]-(assignment:Assignment)-[:BY_AGENT]->(agent:Agent)
WHERE given.certainty IN ["STATED", "EDITORIAL"]
RETURN tasking.number AS number,
       tasking.force AS force,
       COLLECT { MATCH (tasking)-[:IMPLEMENTS]->(end:Thing) RETURN end.title } AS implements,
       COLLECT { MATCH (tasking)-[:CARRIED_OUT_THROUGH]->(means:Thing) RETURN means.title } AS through,
       agent.title AS agent,
       assignment.role AS role,
       assignment.rolePrinted AS rolePrinted,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN given.evidence
         RETURN DISTINCT passage.locator
       } AS locators
ORDER BY number, role, agent
