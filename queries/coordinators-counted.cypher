// Who coordinates how many items of the plans of 2016-2020?
MATCH (:Instrument {covers: "2016/2020"})<-[:STANDS_IN]-(item:PlanItem)
MATCH (item)<-[given:IN_PROVISION]-(assignment:Assignment {role: "COORDINATOR"})-[:BY_AGENT]->(agent:Agent)
WHERE given.certainty IN ["STATED", "EDITORIAL"]
RETURN agent.title AS groupBy_key_node_name,
       count(DISTINCT assignment) AS groupBy_count
ORDER BY groupBy_count DESC, groupBy_key_node_name
