// Which member state had ratified which convention of the ILO on 2017-10-10?
// What is concluded and not stated stands in properties that end in _inferred.
MATCH (convention:Convention)<-[observing:OF_CONVENTION]-(ratification:Ratification)-[:BY_STATE]->(state:State)
WHERE coalesce(ratification.asAt, ratification.asAt_inferred, ratification.asAt_undecided) = "2017-10-10"
RETURN convention.category AS category,
       convention.conventionNumber AS number,
       state.title AS state,
       coalesce(ratification.status, ratification.status_inferred, ratification.status_undecided) AS status,
       observing.certainty AS certainty
ORDER BY category, number, state, status
