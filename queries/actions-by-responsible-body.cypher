// How many actions does Table 3 of the Work Programme 2010-2015 have, and how many each body?
// What is concluded and not stated stands in properties that end in _inferred.
MATCH (:Instrument {key: "alm-work-programme-2010-2015"})<-[:STANDS_IN]-(action:PlanItem {level: "ITEM"})
WITH count(*) AS actions, collect(action) AS listed
UNWIND listed AS action
MATCH (action)<-[:IN_PROVISION]-(assignment:Assignment)-[:BY_AGENT]->(body:Body)
WHERE coalesce(assignment.rolePrinted, assignment.rolePrinted_inferred)
      = "Responsible ASEAN bodies under ALMM"
WITH actions, body, collect(action) AS own
RETURN actions,
       body.title AS agent,
       size(own) AS count,
       COLLECT {
         UNWIND own AS action
         MATCH (action)<-[:IN_PROVISION]-(assignment:Assignment)-[:BY_AGENT]->(other:Body)
         WHERE other <> body
           AND coalesce(assignment.rolePrinted, assignment.rolePrinted_inferred)
               = "Responsible ASEAN bodies under ALMM"
         RETURN DISTINCT coalesce(action.officialTitle, action.officialTitle_inferred)
       } AS shared
ORDER BY count DESC, agent
