// Where are trade unions named among those who have a part in a provision?
MATCH (agent:Agent)<-[naming:NAMES_AGENT]-(provision:Provision)-[:STANDS_IN]->(instrument:Instrument)
WHERE any(words IN ["unions", "trade union", "workers' org", "employers and workers"]
          WHERE toLower(agent.title) CONTAINS words)
  AND naming.certainty IN ["STATED", "EDITORIAL"]
RETURN agent.title AS name,
       instrument.name AS mandates_instrument_caption,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN naming.evidence
         RETURN DISTINCT passage.locator
       } AS mandates_evidence_locator
ORDER BY name, instrument.title, provision.title
