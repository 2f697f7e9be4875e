// What does the 28th ALMM task SLOM with, and together with whom?
MATCH (:Designation {form: "SLOM"})-[:DESIGNATES]->(slom:Agent)
MATCH (communique:Instrument {key: "almm-28-communique"})
      <-[stating:STANDS_IN]-(tasking:Provision {force: "TASKED"})
WHERE EXISTS {
  MATCH (tasking)<-[given:IN_PROVISION]-(assignment:Assignment)-[:BY_AGENT]->(slom)
  WHERE given.certainty IN ["STATED", "EDITORIAL"] AND assignment.role IN ["RESPONSIBLE", "JOINT"]
}
MATCH (tasking)<-[given:IN_PROVISION]-(assignment:Assignment)-[:BY_AGENT]->(agent:Agent)
WHERE given.certainty IN ["STATED", "EDITORIAL"]
RETURN tasking.number AS number,
       COLLECT { MATCH (tasking)-[:IMPLEMENTS]->(end:Thing) RETURN end.title } AS implements,
       COLLECT { MATCH (tasking)-[:CARRIED_OUT_THROUGH]->(means:Thing) RETURN means.title } AS through,
       COLLECT { MATCH (tasking)-[:HAS_OUTPUT]->(output:Work) RETURN output.title } AS outputs,
       tasking.due AS due,
       agent.title AS agent,
       assignment.role AS role,
       assignment.rolePrinted AS rolePrinted,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN stating.evidence
         RETURN DISTINCT passage.locator
       } AS locators
ORDER BY number, tasking.title, role, agent
