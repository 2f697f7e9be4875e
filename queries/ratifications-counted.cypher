// How many states had ratified each fundamental convention on 2017-10-10, and how many had not?
MATCH (convention:Convention {category: "FUNDAMENTAL"})<-[observing:OF_CONVENTION]-(ratification:Ratification)
WHERE ratification.asAt = "2017-10-10" AND observing.certainty IN ["STATED", "EDITORIAL"]
RETURN convention.name AS groupBy_key_node_caption,
       ratification.status AS groupBy_groupBy_key_value,
       count(ratification) AS groupBy_groupBy_count
ORDER BY groupBy_key_node_caption, groupBy_groupBy_count DESC
