// Who chaired the 28th ALMM, in what office, where and when?
MATCH (:Designation {form: "28th ALMM"})-[:DESIGNATES]->(meeting:Event)
MATCH (meeting)<-[taking:AT]-(participation:Participation {role: "CHAIR"})-[:BY_AGENT]->(chair:Agent)
WHERE taking.certainty IN ["STATED", "EDITORIAL"]
OPTIONAL MATCH (participation)-[:AS_OFFICE]->(office:Office)
RETURN chair.title AS chair,
       COLLECT { MATCH (chair)<-[:DESIGNATES]-(name:Designation) RETURN name.form } AS printedAs,
       office.title AS office,
       participation.rolePrinted AS rolePrinted,
       meeting.when AS when,
       meeting.place AS place,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN taking.evidence
         RETURN DISTINCT passage.locator
       } AS locators
ORDER BY chair
