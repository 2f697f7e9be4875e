// Which provisions name SLOM-WG by conclusion only, and how is that concluded?
MATCH (:Designation {form: "SLOM-WG"})-[:DESIGNATES]->(body:Body)
MATCH (body)<-[naming:NAMES_AGENT {certainty: "INFERRED"}]-(provision:Provision)
RETURN provision.name AS mandates_caption,
       naming.certainty AS mandates_evidence_certainty,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN naming.evidence
         RETURN DISTINCT passage.locator
       } AS mandates_evidence_locator,
       COLLECT {
         MATCH (reading:Reading)
         WHERE reading.iri IN naming.evidence
         RETURN DISTINCT reading.method
       } AS mandates_evidence_reading_method
ORDER BY provision.title
