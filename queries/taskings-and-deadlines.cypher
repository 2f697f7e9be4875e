// Who is tasked in which text, and by when is it due?
MATCH (instrument:Instrument)<-[:STANDS_IN]-(tasking:Provision {force: "TASKED"})
MATCH (tasking)<-[given:IN_PROVISION]-(assignment:Assignment {role: "RESPONSIBLE"})-[:BY_AGENT]->(agent:Agent)
WHERE given.certainty IN ["STATED", "EDITORIAL"]
RETURN instrument.name AS instrument_caption,
       instrument.date AS instrument_date,
       tasking.due AS due,
       agent.name AS assignments_agent_caption,
       assignment.rolePrinted AS assignments_rolePrinted,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN given.evidence
         RETURN DISTINCT passage.locator
       } AS assignments_evidence_locator
ORDER BY instrument_date, tasking.title
