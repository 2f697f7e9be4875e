// Under which names do the documents mention ACMW, and which of them print each?
MATCH (:Designation {form: "ACMW"})-[:DESIGNATES]->(body:Body)
MATCH (name:Designation)-[naming:DESIGNATES]->(body)
WHERE naming.certainty IN ["STATED", "EDITORIAL"]
RETURN body.iri AS iri,
       name.form AS designations_form,
       name.designationKind AS designations_designationKind,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(:Passage)-[:IN_DOCUMENT]->(document:Document)
         WHERE source.iri IN naming.evidence
         RETURN DISTINCT document.name
       } AS designations_evidence_document_caption
ORDER BY designations_designationKind, designations_form
