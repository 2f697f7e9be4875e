// Which provisions say what is not to be done, or what they do not mean?
MATCH (provision:Provision)-[:STANDS_IN]->(instrument:Instrument)
WHERE "NEGATION" IN provision.qualifiers
RETURN instrument.name AS instrument_caption, provision.name AS caption
ORDER BY provision.title
