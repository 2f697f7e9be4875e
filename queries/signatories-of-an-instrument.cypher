// Who signed the statement on occupational safety and health of 2017, for which state, in which office?
MATCH (:Instrument {key: "alm-statement-osh-2017"})<-[:ADOPTION_OF]-(signing:Adoption {manner: "SIGNED"})
MATCH (signing)<-[taking:AT]-(participation:Participation {role: "SIGNATORY"})-[:BY_AGENT]->(state:Agent)
WHERE taking.certainty IN ["STATED", "EDITORIAL"]
OPTIONAL MATCH (participation)-[:REPRESENTED_BY]->(person:Person)
OPTIONAL MATCH (participation)-[:AS_OFFICE]->(office:Office)
RETURN signing.when AS adoptions_when,
       signing.place AS adoptions_place,
       state.title AS adoptions_participations_agent_name,
       person.title AS adoptions_participations_representative_name,
       office.title AS adoptions_participations_office_name,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN taking.evidence
         RETURN DISTINCT passage.locator
       } AS adoptions_participations_evidence_locator
ORDER BY adoptions_participations_agent_name
