// Which member state had ratified which convention of the ILO on 2013-11-01?
// What is concluded and not stated stands in properties that end in _inferred.
// What is undecided stands in properties that end in _undecided: one of two candidates is true.
MATCH (convention:Convention)<-[observing:OF_CONVENTION]-(ratification:Ratification)-[:BY_STATE]->(state:State)
WHERE coalesce(ratification.asAt, ratification.asAt_inferred, ratification.asAt_undecided) = "2013-11-01"
RETURN convention.category AS category,
       convention.conventionNumber AS number,
       state.title AS state,
       coalesce(ratification.status, ratification.status_inferred, ratification.status_undecided) AS status,
       observing.certainty AS certainty
ORDER BY category, number, state, status
