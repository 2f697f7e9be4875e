// Which provisions of the Work Programme 2010-2015 name ILO together with ACWC, in which roles?
// What is concluded and not stated stands in properties that end in _inferred.
MATCH (:Designation {form: "ILO"})-[:DESIGNATES]->(one:Agent)
MATCH (:Designation {form: "ACWC"})-[:DESIGNATES]->(other:Agent)
MATCH (one)<-[first:NAMES_AGENT]-(provision:Provision)-[second:NAMES_AGENT]->(other),
      (provision)-[:STANDS_IN]->(:Instrument {key: "alm-work-programme-2010-2015"})
WHERE first.certainty <> "UNDECIDED" AND second.certainty <> "UNDECIDED"
MATCH (provision)<-[given:IN_PROVISION]-(assignment:Assignment)-[:BY_AGENT]->(agent:Agent)
WHERE given.certainty <> "UNDECIDED"
RETURN coalesce(provision.officialTitle, provision.officialTitle_inferred) AS title,
       coalesce(provision.whenPrinted, provision.whenPrinted_inferred) AS whenPrinted,
       coalesce(assignment.role, assignment.role_inferred) AS assignments_role,
       agent.title AS assignments_agent_name,
       COLLECT {
         MATCH (reading:Reading)
         WHERE reading.iri IN given.evidence
         RETURN DISTINCT reading.method
       } AS assignments_evidence_reading_method,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN given.evidence
         RETURN DISTINCT passage.locator
       } AS assignments_evidence_locator
ORDER BY title, assignments_role DESC, assignments_agent_name
