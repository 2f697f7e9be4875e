// Which actions of the Work Programme 2010-2015 seem to go on in the plans of 2016-2020, and where?
// What is concluded and not stated stands in properties that end in _inferred.
MATCH (:Instrument {key: "alm-work-programme-2010-2015"})<-[:STANDS_IN]-(action:PlanItem {level: "ITEM"})
MATCH (action)<-[given:TO]-(link:Link)-[:FROM]->(later:PlanItem)
WHERE coalesce(link.linkKind, link.linkKind_inferred) = "CONTINUES"
  AND given.certainty <> "UNDECIDED"
RETURN action.name AS caption,
       later.name AS linksIn_source_caption,
       COLLECT {
         MATCH (reading:Reading)
         WHERE reading.iri IN given.evidence
         RETURN DISTINCT reading.confidence
       } AS linksIn_evidence_reading_confidence
ORDER BY action.title, later.title
