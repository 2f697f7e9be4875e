// What was adopted at the 26th ALMM with the reservation of a state, and of which?
MATCH (:Event {key: "almm-26"})<-[:ON_OCCASION]-(adoption:Adoption)-[:ADOPTION_OF]->(work:Work)
MATCH (adoption)<-[given:AT]-(reserving:Participation {role: "ENDORSER_IN_PRINCIPLE"})-[:BY_AGENT]->(state:Agent)
WHERE given.certainty IN ["STATED", "EDITORIAL"]
RETURN work.title AS subject_name,
       adoption.manner AS manner,
       state.title AS participations_agent_name,
       reserving.condition AS participations_condition,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN given.evidence
         RETURN DISTINCT passage.locator
       } AS participations_evidence_locator
ORDER BY subject_name, manner
