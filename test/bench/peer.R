# lme4 as a process of the bench: see remote.mjs for the protocol.
suppressPackageStartupMessages(library(lme4))

models <- new.env()
counts <- new.env()

now <- function() as.numeric(Sys.time())
say <- function(...) { cat("{", paste(c(...), collapse = ", "), "}\n", sep = ""); flush(stdout()) }
text <- function(key, value) sprintf('"%s": "%s"', key, gsub('["\\\\\n]', " ", value))
digits <- function(value) sprintf("%.17g", value)
several <- function(value) paste0("[", paste(digits(value), collapse = ", "), "]")
number <- function(key, value) sprintf('"%s": %s', key, if (length(value) == 1) digits(value) else several(value))
quietly <- function(expression) suppressWarnings(suppressMessages(expression))
names_in <- function(field) if (is.null(field) || field == "") character() else strsplit(field, ",", fixed = TRUE)[[1]]

objective <- function(m) if (isREML(m)) REMLcrit(m) else -2 * as.numeric(logLik(m))
statistic <- function(m) c(fixef(m), getME(m, "theta"), sigma(m))

define <- function(q) {
  factors <- names_in(q$factors)
  data <- read.csv(q$file, colClasses = setNames(rep("factor", length(factors)), factors))
  for (name in names_in(q$effects)) contrasts(data[[name]]) <- -contr.sum(nlevels(data[[name]]))
  control <- if (identical(q$bobyqa, "true")) lmerControl(optimizer = "bobyqa", calc.derivs = FALSE) else lmerControl()
  # bootMer and refit evaluate the call of the fit again: data in the formula's environment, control in their own.
  m <- list2env(list(data = data))
  m$formula <- as.formula(q$formula, env = m)
  m$call <- bquote(lmer(formula, data, REML = .(identical(q$REML, "true")), control = .(control)))
  assign(q$model, m, models)
  say(number("rows", nrow(data)))
}

fit_model <- function(m) quietly(eval(m$call, m))

fitted_once <- function(q) {
  m <- get(q$model, models)
  if (is.null(m$fitted)) m$fitted <- fit_model(m)
  m$fitted
}

fit <- function(q) {
  m <- get(q$model, models)
  start <- now()
  count <- 0
  repeat {
    fitted <- fit_model(m)
    count <- count + 1
    if (now() - start >= as.numeric(q$seconds)) break
  }
  ms <- 1000 * (now() - start) / count
  say(number("ms", ms), number("count", count), number("objective", objective(fitted)),
    number("evaluations", fitted@optinfo$feval))
}

bootstrap <- function(q) {
  fitted <- fitted_once(q)
  run <- function(n) {
    start <- now()
    quietly(bootMer(fitted, statistic, nsim = n, seed = 42, use.u = FALSE, type = "parametric"))
    now() - start
  }
  if (is.null(counts[[q$model]])) {
    run(2)
    assign(q$model, max(5, ceiling(5 * as.numeric(q$seconds) / run(5))), counts)
  }
  n <- counts[[q$model]]
  say(number("ms", 1000 * run(n) / n), number("count", n), number("objective", objective(fitted)))
}

# Objectives of refits of the responses in a file, one a line.
refits <- function(q) {
  fitted <- fitted_once(q)
  responses <- as.matrix(read.csv(q$file, header = FALSE))
  say(number("objectives", apply(responses, 1, function(y) quietly(objective(refit(fitted, newresp = unname(y)))))))
}

# lme4's own InstEval, so that the bench has it where no file is.
insteval <- function(q) {
  write.csv(InstEval[c("s", "d", "dept", "service", "y")], q$file, row.names = FALSE, quote = FALSE)
  say(number("rows", nrow(InstEval)))
}

# R compiles a function when it has been called twice.
for (i in 1:3) quietly(bootMer(lmer(Yield ~ 1 + (1 | Batch), Dyestuff, REML = FALSE), statistic, nsim = 5))

answers <- list(define = define, fit = fit, bootstrap = bootstrap, refits = refits, insteval = insteval)
say(text("name", "lme4"), text("version", as.character(packageVersion("lme4"))),
  text("language", sub(" \\(.*", "", R.version.string)))
input <- file("stdin", "r")
while (length(line <- readLines(input, 1)) == 1) {
  fields <- strsplit(line, "\t", fixed = TRUE)[[1]]
  q <- as.list(setNames(sub("^[^=]*=", "", fields), sub("=.*", "", fields)))
  tryCatch(answers[[q$op]](q), error = function(e) say(text("error", conditionMessage(e))))
}
