// In how many numbered items of the ASEAN-OSHNET plan 2016-2020 is each state named as coordinator?
// What is concluded and not stated stands in properties that end in _inferred.
MATCH (state:State)<-[:HAS_MEMBER]-(:Membership)-[:IN_ORGANISATION]->(:Body {key: "asean"})
OPTIONAL MATCH (state)<-[given:BY_AGENT]-(assignment:Assignment)-[:IN_PROVISION]->(item:PlanItem),
               (item)-[:STANDS_IN]->(:Instrument {key: "asean-oshnet-work-plan-2016-2020"})
WHERE given.certainty <> "UNDECIDED"
  AND coalesce(assignment.role, assignment.role_inferred) = "COORDINATOR"
  AND coalesce(item.number, item.number_inferred) IS NOT NULL
WITH state, collect(DISTINCT coalesce(item.number, item.number_inferred)) AS numbers
RETURN state.title AS name,
       size(numbers) AS mandates_totalCount,
       numbers AS mandates_number
ORDER BY mandates_totalCount DESC, name
