-- The reference policy (bench/reference/reference.policy) in SQL: awards and what is held.
--
-- {most} and {least} are the largest and the smallest of two values, {div} divides whole numbers.
-- Days are numbers; February 2016 is 16832 to 16860. Rates are in hundredths of a percent, so
-- amounts are kept in hundredths of a percent of a cent and rounded once. kind: 0 designated, 1
-- resale, 2 onboarding, 3 administration, 4 suspended. family: 0 to 3 are counted. region: 2 and 3
-- are far.

CREATE TABLE decided AS
WITH
in_month AS (
  SELECT the_case, kind, partner, place, since, past,
         {most}(first, 16832) AS first, {least}(past, 16861) AS ends
  FROM records WHERE first < 16861 AND past > 16832),
after_earlier AS (
  SELECT the_case, kind, partner, place, first, ends,
         max(ends) OVER (PARTITION BY the_case, kind, partner, place ORDER BY first, ends
                         ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS covered
  FROM in_month WHERE kind IN (0, 2)),
throughout AS (
  SELECT the_case, kind, partner, place FROM after_earlier
  GROUP BY the_case, kind, partner, place
  HAVING min(first) = 16832 AND max(ends) = 16861
     AND sum(CASE WHEN covered < first THEN 1 ELSE 0 END) = 0),
suspended AS (SELECT DISTINCT the_case, partner FROM in_month WHERE kind = 4),
may AS (
  SELECT p.the_case, p.partner, p.level,
         CASE WHEN s.partner IS NULL THEN 0 ELSE 1 END AS is_suspended
  FROM partners p LEFT JOIN suspended s ON s.the_case = p.the_case AND s.partner = p.partner
  WHERE p.enrolled_on <= 16860 AND p.owned = 0),
counted AS (SELECT * FROM lines WHERE family <= 3),
worked AS (
  SELECT l.the_case, l.subscription, l.line, l.seats, l.active, r.partner
  FROM counted l JOIN in_month r ON r.the_case = l.the_case AND r.place = l.line
  WHERE r.kind IN (2, 3)
  UNION
  SELECT l.the_case, l.subscription, l.line, l.seats, l.active, r.partner
  FROM counted l JOIN in_month r ON r.the_case = l.the_case AND r.place = l.subscription
  WHERE r.kind IN (0, 1)),
seats AS (
  SELECT 1 AS credit, w.the_case, w.line AS subject, w.partner,
         CASE WHEN t.partner IS NULL THEN {least}(w.active, 2500)
              ELSE {most}({least}(w.active, 2500), {least}(w.seats, 500)) END AS amount
  FROM worked w
  JOIN may m ON m.the_case = w.the_case AND m.partner = w.partner AND m.is_suspended = 0
  LEFT JOIN throughout t
    ON t.the_case = w.the_case AND t.kind = 2 AND t.partner = w.partner AND t.place = w.line),
paying AS (
  SELECT s.the_case, s.subscription, s.revenue, c.region, c.education
  FROM subscriptions s JOIN customers c ON c.the_case = s.the_case
  WHERE c.open = 1 AND s.revenue >= 10000),
served AS (
  SELECT the_case, subscription, partner, sum(seats) AS seats
  FROM worked GROUP BY the_case, subscription, partner),
capacity AS (
  SELECT 2 AS credit, s.the_case, s.subscription AS subject, m.partner,
         {most}(CASE WHEN v.seats > 0 THEN {most}(v.seats, 10) ELSE 0 END,
                CASE WHEN t.partner IS NULL THEN 0 ELSE 25 END) AS amount
  FROM paying s
  JOIN may m ON m.the_case = s.the_case AND m.is_suspended = 0
  LEFT JOIN served v
    ON v.the_case = s.the_case AND v.subscription = s.subscription AND v.partner = m.partner
  LEFT JOIN throughout t ON t.the_case = s.the_case AND t.kind = 0 AND t.partner = m.partner
                        AND t.place = s.subscription),
used AS (
  SELECT the_case, subscription, sum(seats) AS seats, sum(active) AS active
  FROM counted GROUP BY the_case, subscription),
designated AS (
  SELECT r.the_case, r.place AS subscription, r.partner, max(r.since) AS since
  FROM in_month r WHERE r.kind = 0 AND r.past > 16860 GROUP BY r.the_case, r.place, r.partner),
ranked AS (
  SELECT d.the_case, d.subscription, d.partner, m.level, m.is_suspended, s.revenue, s.region,
         s.education, u.seats, u.active,
         rank() OVER (PARTITION BY d.the_case, d.subscription ORDER BY d.since DESC) AS place,
         d.since
  FROM designated d
  JOIN may m ON m.the_case = d.the_case AND m.partner = d.partner
  JOIN paying s ON s.the_case = d.the_case AND s.subscription = d.subscription
  JOIN used u ON u.the_case = d.the_case AND u.subscription = d.subscription
  WHERE u.seats > 0 AND u.active * 100 >= u.seats * 40),
first_places AS (
  SELECT r.*, count(*) OVER (PARTITION BY the_case, subscription) AS level_with
  FROM ranked r WHERE place = 1),
exact AS (
  SELECT the_case, subscription, partner, is_suspended, level_with,
         CASE level
           WHEN 2 THEN CASE WHEN region >= 2 THEN {least}(revenue * 850, 15000000000)
                            ELSE {least}(revenue * 700, 20000000000) END
           WHEN 1 THEN CASE WHEN region >= 2 THEN {least}(revenue * 650, 7500000000)
                            ELSE {least}(revenue * 500, 10000000000) END
           ELSE {least}(revenue * 300, 5000000000) END
         + CASE WHEN education = 1 THEN {least}(revenue * 200, 5000000000) ELSE 0 END
         + CASE WHEN active * 100 >= seats * 80
                THEN ({least}({most}(revenue, 1000000), 5000000) - 1000000) * 100
                   + ({least}({most}(revenue, 5000000), 20000000) - 5000000) * 200
                   + {most}(revenue - 20000000, 0) * 225
                ELSE 0 END AS amount
  FROM first_places)
SELECT credit, the_case, subject, partner, amount FROM seats
UNION ALL SELECT credit, the_case, subject, partner, amount FROM capacity WHERE amount > 0
UNION ALL
SELECT 0, the_case, subscription, partner, (amount + 5000) {div} 10000
FROM exact WHERE level_with = 1 AND is_suspended = 0
-- A tie is held once, and not for each of those who are level.
UNION ALL SELECT DISTINCT 3, the_case, subscription, 0, 0 FROM exact WHERE level_with > 1
