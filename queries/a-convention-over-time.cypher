// Which states had ratified convention 87 on 2013-11-01 and on 2017-10-10?
// What is concluded or undecided stands in properties that end in _inferred or _undecided.
MATCH (:Convention {conventionNumber: 87})<-[observing:OF_CONVENTION]-(ratification:Ratification)
MATCH (ratification)-[:BY_STATE]->(state:State)
RETURN state.title AS ratifications_state_name,
       coalesce(
         ratification.asAt, ratification.asAt_inferred, ratification.asAt_undecided
       ) AS ratifications_asAt,
       coalesce(
         ratification.status, ratification.status_inferred, ratification.status_undecided
       ) AS ratifications_status,
       observing.certainty AS ratifications_evidence_certainty
ORDER BY ratifications_state_name, ratifications_asAt, ratifications_status
