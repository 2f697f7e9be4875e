// Which items of the plans does Viet Nam coordinate, and with whom?
MATCH (:State {title: "Viet Nam"})<-[:BY_AGENT]-(task:Assignment {role: "COORDINATOR"})
MATCH (task)-[own:IN_PROVISION]->(item:PlanItem)
WHERE own.certainty IN ["STATED", "EDITORIAL"]
MATCH (item)<-[given:IN_PROVISION]-(assignment:Assignment {role: "COORDINATOR"})-[:BY_AGENT]->(agent:Agent)
WHERE given.certainty IN ["STATED", "EDITORIAL"]
MATCH (item)-[:STANDS_IN]->(instrument:Instrument)
RETURN instrument.name AS instrument_caption,
       item.name AS caption,
       item.when AS when,
       agent.title AS assignments_agent_name,
       assignment.rolePrinted AS assignments_rolePrinted,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN given.evidence
         RETURN passage.locator
       } AS assignments_evidence_locator
ORDER BY instrument_caption, when, caption, assignments_agent_name
