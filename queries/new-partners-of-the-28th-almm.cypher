// Which partners does the 28th ALMM name that the Work Programme 2010-2015 does not list?
MATCH (:Provision {key: "almm-28-communique-13-partners"})-[given:NAMES_AGENT]->(partner:Agent)
WHERE given.certainty IN ["STATED", "EDITORIAL"]
  AND NOT EXISTS {
    MATCH (:Provision {key: "alm-work-programme-2010-2015-resource-2"})-[earlier:NAMES_AGENT]->(partner)
    WHERE earlier.certainty IN ["STATED", "EDITORIAL"]
  }
RETURN partner.title AS name,
       COLLECT { MATCH (gap:Gap)-[:CONCERNS]->(partner) RETURN DISTINCT gap.reason } AS gaps_reason,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN given.evidence
         RETURN DISTINCT passage.locator
       } AS mandates_evidence_locator
ORDER BY name
