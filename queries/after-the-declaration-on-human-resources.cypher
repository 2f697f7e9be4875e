// What followed the declaration on human resources, and when?
// A provision rests on each passage that says something of it; the evidence stands on its node.
MATCH (declaration:Instrument {key: "asean-declaration-hrd-changing-world-of-work"})
MATCH (instrument:Instrument)<-[:STANDS_IN]-(provision:Provision)
WHERE EXISTS {
  MATCH (provision)<-[leading:FROM]-(:Link)-[:TO]->(declaration)
  WHERE leading.certainty IN ["STATED", "EDITORIAL"]
}
RETURN instrument.title AS instrument_name,
       instrument.date AS instrument_date,
       provision.number AS number,
       provision.force AS force,
       COLLECT {
         MATCH (provision)<-[leading:FROM]-(:Link)-[:TO]->(:Work)<-[adopting:ADOPTION_OF]-(adoption:Adoption)
         WHERE leading.certainty IN ["STATED", "EDITORIAL"]
           AND adopting.certainty IN ["STATED", "EDITORIAL"]
           AND adoption.when IS NOT NULL
         RETURN DISTINCT adoption.when
       } AS linksOut_target_adoptions_when,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN provision.evidence
         RETURN DISTINCT passage.locator
       } AS evidence_locator
ORDER BY instrument_date, provision.title
