// Which subsidiary bodies did labour cooperation have in which period?
// What is concluded and not stated stands in properties that end in _inferred.
MATCH (body:Body)<-[given:HAS_MEMBER]-(membership:Membership)-[:IN_ORGANISATION]->(organisation:Body)
WHERE organisation.key IN ["almm", "slom"] AND given.certainty <> "UNDECIDED"
WITH *, coalesce(membership.when, membership.when_inferred) AS when
WHERE when IS NOT NULL
  AND coalesce(membership.membershipRole, membership.membershipRole_inferred) = "SUBSIDIARY_BODY"
RETURN body.name AS caption,
       when AS memberships_when,
       organisation.name AS memberships_organisation_caption,
       COLLECT {
         MATCH (reading:Reading)
         WHERE reading.iri IN given.evidence
         RETURN DISTINCT reading.method
       } AS memberships_evidence_reading_method,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(:Passage)-[:IN_DOCUMENT]->(document:Document)
         WHERE source.iri IN given.evidence
         RETURN DISTINCT document.name
       } AS memberships_evidence_document_caption,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN given.evidence
         RETURN DISTINCT passage.locator
       } AS memberships_evidence_locator
ORDER BY memberships_when, caption
