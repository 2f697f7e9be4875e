// Which bodies are to put three declarations into effect, in which role?
// What is undecided stands in properties that end in _undecided: one of several candidates is true.
MATCH (instrument:Instrument)<-[:STANDS_IN]-(tasking:Provision {force: "TASKED"})
WHERE instrument.key IN [
        "vientiane-declaration-informal-employment",
        "alm-statement-osh-2017",
        "vientiane-declaration-skills-mobility"
      ]
  AND (tasking)-[:IMPLEMENTS]->(:Thing)
MATCH (tasking)<-[given:IN_PROVISION]-(assignment:Assignment)-[:BY_AGENT]->(agent:Agent)
WITH *, coalesce(assignment.role, assignment.role_inferred, assignment.role_undecided) AS role
WHERE role IN ["RESPONSIBLE", "JOINT", "SUPPORT"]
RETURN instrument.title AS instrument_name,
       instrument.date AS instrument_date,
       role AS assignments_role,
       coalesce(
         assignment.rolePrinted, assignment.rolePrinted_inferred, assignment.rolePrinted_undecided
       ) AS assignments_rolePrinted,
       agent.title AS assignments_agent_name,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN given.evidence
         RETURN DISTINCT passage.locator
       } AS assignments_evidence_locator,
       given.certainty AS assignments_evidence_certainty
ORDER BY instrument_date, tasking.title, assignments_role, assignments_agent_name
