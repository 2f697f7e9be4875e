// Which instruments have titles that the documents print in different forms?
MATCH (instrument:Instrument)
MATCH (claim:Claim {subject: instrument.iri, property: "title"})
WHERE claim.certainty IN ["STATED", "EDITORIAL"]
WITH instrument, collect(claim) AS claims
WHERE size(claims) > 1
UNWIND claims AS claim
RETURN instrument.title AS name,
       claim.value AS claims_value,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(:Passage)-[:IN_DOCUMENT]->(document:Document)
         WHERE source.iri IN claim.evidence
         RETURN DISTINCT document.name
       } AS claims_evidence_document_caption
ORDER BY name, claims_value
