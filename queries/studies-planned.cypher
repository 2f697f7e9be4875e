// Which items of the plans are studies, who coordinates them and who answers for them?
MATCH (item:PlanItem)-[:STANDS_IN]->(instrument:Instrument)
WHERE item.level IN ["ITEM", "SUB_ITEM"] AND toLower(item.officialTitle) CONTAINS "study"
MATCH (item)<-[given:IN_PROVISION]-(assignment:Assignment)-[:BY_AGENT]->(agent:Agent)
WHERE assignment.role IN ["COORDINATOR", "RESPONSIBLE"]
  AND given.certainty IN ["STATED", "EDITORIAL"]
RETURN instrument.name AS instrument_caption,
       item.name AS caption,
       item.officialTitle AS title,
       item.when AS when,
       assignment.role AS assignments_role,
       agent.name AS assignments_agent_caption
ORDER BY instrument.title, item.title, assignments_role
