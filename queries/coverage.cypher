// Which documents are read, how far, and how many passages were left out?
MATCH (document:Document)<-[:IN_DOCUMENT]-(passage:Passage)
WHERE document.extent <> "REGISTER"
RETURN document.name AS caption,
       document.officialTitle AS title,
       document.issued AS issued,
       document.extent AS extent,
       count(passage) AS passages_totalCount,
       count(passage.unused) AS leftOut_totalCount
ORDER BY title
