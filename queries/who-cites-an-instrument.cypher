// What refers to the Vientiane Declaration of 2016, and how?
MATCH (:Instrument {key: "vientiane-declaration-informal-employment"})<-[leading:TO]-(link:Link)
WHERE leading.certainty IN ["STATED", "EDITORIAL"]
MATCH (link)-[:FROM]->(source:Thing)
RETURN source.title AS linksIn_source_name,
       link.linkKind AS linksIn_linkKind,
       link.printed AS linksIn_printed,
       COLLECT {
         MATCH (ground:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE ground.iri IN leading.evidence
         RETURN DISTINCT passage.locator
       } AS linksIn_evidence_locator
ORDER BY linksIn_source_name
