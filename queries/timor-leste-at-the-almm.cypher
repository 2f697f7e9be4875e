// Did Timor-Leste take part in the 26th and in the 28th ALMM, or do the texts not tell?
MATCH (:Body {key: "almm"})<-[:MEETING_OF]-(meeting:Event)
WHERE meeting.ordinal IN [26, 28]
OPTIONAL MATCH (meeting)<-[taking:AT]-(participation:Participation)-[:BY_AGENT]->(:State {key: "timor-leste"})
WHERE taking.certainty IN ["STATED", "EDITORIAL"]
WITH meeting, collect(participation) AS participations,
     collect(taking.evidence) AS evidence
RETURN meeting.ordinal AS ordinal,
       size(participations) AS participations_totalCount,
       [one IN participations | one.role] AS participations_role,
       [one IN participations | one.rolePrinted] AS participations_rolePrinted,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE any(sources IN evidence WHERE source.iri IN sources)
         RETURN DISTINCT passage.locator
       } AS participations_evidence_locator,
       COLLECT {
         MATCH (gap:Gap {property: "participations"})-[:CONCERNS]->(meeting)
         RETURN gap.reason
       } AS gaps_reason
ORDER BY ordinal
