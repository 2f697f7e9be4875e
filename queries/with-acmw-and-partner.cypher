// Which provisions name a body together with a partner, and whom do they name in which role?
// Printed names; in Neo4j Browser  :param body => "ACMW"  and  :param partner => "SLOM"
MATCH (:Designation {form: $body})-[:DESIGNATES]->(body:Agent)
MATCH (:Designation {form: $partner})-[:DESIGNATES]->(partner:Agent)
MATCH (body)<-[first:NAMES_AGENT]-(provision:Provision)-[second:NAMES_AGENT]->(partner)
WHERE first.certainty IN ["STATED", "EDITORIAL"] AND second.certainty IN ["STATED", "EDITORIAL"]
MATCH (instrument:Instrument)<-[:STANDS_IN]-(provision)
MATCH (provision)<-[given:IN_PROVISION]-(assignment:Assignment)-[:BY_AGENT]->(agent:Agent)
WHERE given.certainty IN ["STATED", "EDITORIAL"]
OPTIONAL MATCH (assignment)-[:VIA]->(via:Agent)
RETURN instrument.officialTitle AS instrument,
       instrument.date AS date,
       provision.title AS provision,
       provision.force AS force,
       agent.title AS agent,
       assignment.role AS role,
       assignment.rolePrinted AS rolePrinted,
       via.title AS via,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN given.evidence
         RETURN DISTINCT passage.locator
       } AS locators
ORDER BY instrument, provision, role, agent
