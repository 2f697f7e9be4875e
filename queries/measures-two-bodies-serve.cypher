// Which measures of the Blueprint do areas of SLOM-WG and of ASEAN-OSHNET serve alike?
MATCH (measure:PlanItem {level: "MEASURE"})
WHERE all(name IN ["SLOM-WG", "ASEAN-OSHNET"] WHERE EXISTS {
  MATCH (:Designation {form: name})-[:DESIGNATES]->(body:Body)<-[naming:NAMES_AGENT]-(own:PlanItem)
  MATCH (own {level: "THEMATIC_AREA"})-[serving:CONTRIBUTES_TO]->(measure)
  WHERE naming.certainty IN ["STATED", "EDITORIAL"] AND serving.certainty IN ["STATED", "EDITORIAL"]
})
MATCH (measure)<-[serving:CONTRIBUTES_TO]-(area:PlanItem {level: "THEMATIC_AREA"})
MATCH (area)-[naming:NAMES_AGENT]->(agent:Agent)
WHERE naming.certainty IN ["STATED", "EDITORIAL"] AND serving.certainty IN ["STATED", "EDITORIAL"]
RETURN measure.number AS number,
       area.number AS contributions_number,
       agent.name AS contributions_agents_caption
ORDER BY number, contributions_number, contributions_agents_caption
