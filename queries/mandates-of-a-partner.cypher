// Which provisions name IOM, in which plan or text, for when and in which role?
MATCH (:Designation {form: "IOM"})-[:DESIGNATES]->(partner:Agent)
MATCH (partner)<-[naming:BY_AGENT]-(assignment:Assignment)-[:IN_PROVISION]->(provision:Provision)
WHERE naming.certainty IN ["STATED", "EDITORIAL"]
MATCH (provision)-[:STANDS_IN]->(instrument:Instrument)
OPTIONAL MATCH (assignment)-[:VIA]->(via:Agent)
RETURN instrument.name AS mandates_instrument_caption,
       instrument.covers AS mandates_instrument_covers,
       provision.name AS mandates_caption,
       provision.when AS mandates_when,
       assignment.role AS mandates_assignments_role,
       via.title AS mandates_assignments_via_name,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN naming.evidence
         RETURN DISTINCT passage.locator
       } AS mandates_evidence_locator
ORDER BY instrument.title, provision.title
