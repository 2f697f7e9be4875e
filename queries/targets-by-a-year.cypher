// Which intermediate targets of the Work Programme 2016-2020 are to be reached by 2020?
MATCH (target:PlanItem {level: "INTERMEDIATE_TARGET"})
WHERE target.due_latest <= "2020-12-31"
RETURN target.name AS caption, target.number AS number, target.due AS due
ORDER BY target.title
