# Fits and simulates the models of models.mjs by glmer and glmmTMB. Arguments: the folder of the tables, how many runs.
# One line of JSON a model: CPU milliseconds of every run, and -2 log-likelihood.
suppressMessages(library(lme4))
given <- commandArgs(TRUE)
folder <- given[1]
runs <- as.integer(given[2])
hasTMB <- requireNamespace("glmmTMB", quietly = TRUE)
cpu <- function(f) {
  gc(FALSE)
  time <- system.time(value <- suppressWarnings(suppressMessages(f())))
  list(ms = 1000 * sum(time[c("user.self", "sys.self")]), value = value)
}
models <- list(
  cbpp = list(cbind(incid, hsz - incid) ~ period + (1 | herd), binomial),
  contra = list(y ~ age + I(age^2) + urban + livch + (1 | urbandist), binomial),
  verbagg = list(y ~ anger + gender + btype + situ + (1 | subj) + (1 | item), binomial),
  grouseticks = list(ticks ~ year + ch + (1 | index) + (1 | brood) + (1 | location), poisson),
  brood = list(ticks ~ year + ch + (1 | brood), poisson))
for (name in names(models)) {
  data <- read.csv(file.path(folder, paste0(name, ".csv")), stringsAsFactors = TRUE)
  factors <- c("period", "herd", "year", "brood", "location", "index", "subj", "item", "urbandist")
  for (column in intersect(names(data), factors))
    data[[column]] <- factor(data[[column]])
  m <- models[[name]]
  bobyqa <- glmerControl(optimizer = "bobyqa")
  times <- list(glmer = c(), bobyqa = c(), glmmTMB = c())
  minus2 <- Inf
  for (run in seq_len(runs)) {
    one <- cpu(function() glmer(m[[1]], data, m[[2]]))
    two <- cpu(function() glmer(m[[1]], data, m[[2]], control = bobyqa))
    times$glmer <- c(times$glmer, one$ms)
    times$bobyqa <- c(times$bobyqa, two$ms)
    minus2 <- min(minus2, -2 * logLik(one$value), -2 * logLik(two$value))
    if (hasTMB) {
      three <- cpu(function() glmmTMB::glmmTMB(m[[1]], data, m[[2]]))
      times$glmmTMB <- c(times$glmmTMB, three$ms)
      minus2 <- min(minus2, -2 * logLik(three$value))
    }
  }
  boot <- NULL
  if (name %in% c("cbpp", "contra", "brood", "verbagg")) {
    n <- c(cbpp = 10, contra = 3, brood = 5, verbagg = 1)[[name]]
    boot <- cpu(function() bootMer(if (one$ms < two$ms) one$value else two$value, fixef, n, seed = 1))$ms / n
  }
  show <- function(x) if (length(x) == 0) "null" else paste0("[", paste(round(x, 3), collapse = ","), "]")
  line <- '{"model":"%s","glmer":%s,"bobyqa":%s,"glmmTMB":%s,"bootMer":%s,"minus2":%.10f}\n'
  cat(sprintf(line, name, show(times$glmer), show(times$bobyqa), show(times$glmmTMB),
    if (is.null(boot)) "null" else round(boot, 3), minus2))
  flush(stdout())
}
