# Writes emptyCells.json: F tests of types I, II and III of models with and without empty cells, by R 4.2, lme4 1.1-31
# and lmerTest 3.1-3 (Debian package r-cran-lmertest). Run in this folder: Rscript emptyCells.R
suppressMessages({ library(lmerTest); library(jsonlite) })

# The rows of test/engine/support/emptyCells.ts, by the same whole numbers.
k <- 0:119
wobble <- function(k) round(1000 * sin(12.9898 * k + 4.1414)) / 1000
data <- data.frame(
  a = c("p", "q", "r")[(k * 7 + k %/% 4) %% 3 + 1], b = c("u", "v", "w")[(k * 5 + k %/% 3) %% 3 + 1],
  c = c("m", "n")[(k + k %/% 16) %% 2 + 1], x = (k * 37) %% 41 / 10, g = paste0("g", k %% 8), stringsAsFactors = TRUE)
data$y <- round(1000 * (5 + 0.4 * data$x + c(0, 0.5, 1.2)[data$a] + c(0, -0.6, 0.3)[data$b] * (1 + 0.2 * data$x) +
  0.8 * wobble(k %% 8 + 50) + wobble(k))) / 1000

absent <- list(none = character(), one = "p u", diagonal = c("p u", "q v", "r w"), row = c("p u", "p v"))
formulas <- c("a * b", "a * b + c", "a * b * x", "a * x + b", "a * b + b * c", "a + b + x", "x * c + a")
control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10), check.conv.singular = "ignore",
  check.rankX = "silent.drop.cols")
out <- list()
for (cells in names(absent)) for (formula in formulas) {
  rows <- data[!paste(data$a, data$b) %in% absent[[cells]], ]
  m <- lmer(as.formula(paste("y ~", formula, "+ (1 | g)")), rows, control = control)
  tests <- lapply(1:3, function(type) {
    a <- suppressMessages(anova(m, type = type))
    a <- a[!is.na(a$NumDF) & a$NumDF > 0, ]
    list(numdf = I(a$NumDF), dendf = I(a$DenDF), F = I(a[["F value"]]))
  })
  names(tests) <- c("I", "II", "III")
  out[[length(out) + 1]] <- list(cells = cells, formula = formula, tests = tests)
}
write(toJSON(out, digits = 10, auto_unbox = TRUE, pretty = FALSE), "emptyCells.json")
