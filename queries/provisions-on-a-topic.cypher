// Which provisions are about return and reintegration, or about what is narrower?
MATCH (:Topic {key: "return-and-reintegration"})<-[:HAS_BROADER*0..]-(topic:Topic)
MATCH (topic)<-[filed:HAS_TOPIC]-(provision:Provision)-[:STANDS_IN]->(instrument:Instrument)
WHERE filed.certainty IN ["STATED", "EDITORIAL"]
RETURN DISTINCT instrument.name AS instrument_caption,
       instrument.date AS instrument_date,
       provision.title AS name,
       provision.force AS force,
       provision.summary AS summary
ORDER BY instrument_date, name
