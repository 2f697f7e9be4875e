// Which statements about the same matter do not go together, and where do they stand?
// What is concluded and not stated stands in properties that end in _inferred.
MATCH (thing:Thing)<-[leading:FROM]-(link:Link)-[:TO]->(target:Thing)
WHERE coalesce(link.linkKind, link.linkKind_inferred) = "DISAGREES_WITH"
  AND leading.certainty <> "UNDECIDED"
RETURN thing.name AS caption,
       target.name AS linksOut_target_caption,
       coalesce(link.note, link.note_inferred) AS linksOut_note,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN leading.evidence
         RETURN DISTINCT passage.locator
       } AS linksOut_evidence_locator
ORDER BY thing.title, target.title
