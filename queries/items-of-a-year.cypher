// Which items of the ACMW plan have 2018 in their time?
MATCH (item:PlanItem)-[:STANDS_IN]->(:Instrument {key: "acmw-work-plan-2016-2020"})
WHERE item.when_earliest <= "2018-12-31" AND item.when_latest >= "2018-01-01"
RETURN item.name AS caption,
       item.officialTitle AS title,
       item.when AS when,
       item.whenPrinted AS whenPrinted
ORDER BY when, item.title
