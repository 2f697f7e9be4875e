// Which project of the Work Programme 2016-2020 is carried out through one of another plan, by which decision?
MATCH (:Instrument {key: "alm-work-programme-2016-2020"})<-[:STANDS_IN]-(project:PlanItem)
MATCH (project)<-[given:FROM]-(link:Link {linkKind: "CARRIED_OUT_THROUGH"})-[:TO]->(means:PlanItem),
      (means)-[:STANDS_IN]->(plan:Instrument),
      (link)-[:ON_OCCASION]->(meeting:Event)
WHERE given.certainty IN ["STATED", "EDITORIAL"]
RETURN project.number AS number,
       project.officialTitle AS title,
       link.printed AS linksOut_printed,
       means.number AS linksOut_target_number,
       means.officialTitle AS linksOut_target_title,
       plan.title AS linksOut_target_instrument_name,
       meeting.title AS linksOut_occasion_name,
       meeting.when AS linksOut_occasion_when,
       meeting.place AS linksOut_occasion_place,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN given.evidence
         RETURN DISTINCT passage.locator
       } AS linksOut_evidence_locator
