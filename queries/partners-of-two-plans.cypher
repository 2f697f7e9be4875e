// Which collaborators of the ACMW plan does the plan of SLOM-WG name too?
MATCH (:Instrument {key: "acmw-work-plan-2016-2020"})<-[:STANDS_IN]-(item:PlanItem)
MATCH (item)<-[given:IN_PROVISION]-(assignment:Assignment)-[:BY_AGENT]->(partner:Agent)
WHERE assignment.role = "POTENTIAL_COLLABORATOR"
  AND given.certainty IN ["STATED", "EDITORIAL"]
  AND EXISTS {
    MATCH (partner)<-[naming:NAMES_AGENT]-(other:Provision)
    MATCH (other)-[:STANDS_IN]->(:Instrument {key: "slom-wg-work-plan-2016-2020"})
    WHERE naming.certainty IN ["STATED", "EDITORIAL"]
  }
RETURN partner.title AS groupBy_key_node_name,
       count(DISTINCT assignment) AS groupBy_count
ORDER BY groupBy_count DESC, groupBy_key_node_name
