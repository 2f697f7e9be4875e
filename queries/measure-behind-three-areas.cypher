// Which measure of the Blueprint underlies the areas on HIV and on social protection, and which others?
MATCH (measure:PlanItem {level: "MEASURE"})
WHERE all(area IN ["17", "20", "21"] WHERE EXISTS {
        MATCH (measure)<-[given:CONTRIBUTES_TO]-(:PlanItem {key: "alm-work-programme-2016-2020-ta-" + area})
        WHERE given.certainty <> "UNDECIDED"
      })
MATCH (measure)<-[given:CONTRIBUTES_TO]-(area:PlanItem {level: "THEMATIC_AREA"})
WHERE given.certainty <> "UNDECIDED"
RETURN measure.number AS number,
       coalesce(area.number, area.number_inferred) AS contributions_number,
       COLLECT {
         MATCH (reading:Reading)
         WHERE reading.iri IN given.evidence
         RETURN DISTINCT reading.method
       } AS contributions_evidence_reading_method,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN given.evidence
         RETURN DISTINCT passage.locator
       } AS contributions_evidence_locator
ORDER BY number, contributions_number
