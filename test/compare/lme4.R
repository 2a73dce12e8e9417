# Fits the models of a JSON file by lme4 and writes what is compared. Arguments: that file, the file of the results.
suppressMessages({ library(lme4); library(jsonlite) })

sequential <- function(n) sapply(seq_len(n - 1), function(k) ifelse(seq_len(n) <= k, k - n, k) / n)
# The codings of the package, whose base is the first level; R's contr.sum has the last one.
codings <- list(
  Effects = function(n) rbind(-1, diag(n - 1)), Helmert = function(n) contr.helmert(n), SeqDiff = sequential)
control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-9, maxfun = 100000), calc.derivs = FALSE,
  check.conv.singular = "ignore", check.rankX = "silent.drop.cols")

sorted <- function(column) I(sort(column))
fitted_by_lme4 <- function(model) {
  data <- read.csv(model$file, colClasses = setNames(rep("factor", length(model$factors)), unlist(model$factors)))
  for (name in names(model$contrasts)) {
    coding <- codings[[model$contrasts[[name]]]]
    contrasts(data[[name]]) <- coding(nlevels(data[[name]]))
  }
  formula <- as.formula(model$formula)
  arguments <- list(formula, data, REML = model$REML, control = control)
  if (!is.null(model$weights)) arguments$weights <- data[[model$weights]]
  m <- suppressWarnings(suppressMessages(do.call(lmer, arguments)))
  all <- fixef(m, add.dropped = TRUE)
  se <- setNames(rep(NA_real_, length(all)), names(all))
  se[names(fixef(m))] <- sqrt(diag(as.matrix(vcov(m))))
  v <- as.data.frame(VarCorr(m))
  list(
    objective = if (model$REML) REMLcrit(m) else -2 * as.numeric(logLik(m)),
    coef = I(unname(all)), se = I(unname(se)), sigma = sigma(m),
    spreads = I(sort(v[is.na(v$var2) & v$grp != "Residual", "sdcor"])),
    correlations = I(sort(v[!is.na(v$var2), "sdcor"])),
    ranef = lapply(ranef(m, condVar = FALSE), function(g) lapply(unname(as.list(g)), sorted)),
    fitted = unname(fitted(m)), errors = I(errors_of(m))
  )
}

# Standard errors of the fitted values: those of `predict(m, se.fit = TRUE)` of lme4 from 1.1-35 on, by its formula, the
# joint inverse of Henderson's equations with the factor of the penalised least squares problem.
errors_of <- function(m) {
  w <- Diagonal(x = sqrt(weights(m)))
  u <- getME(m, "Lambdat") %*% getME(m, "Zt")
  x <- t(getME(m, "X"))
  rows <- rbind(u, x) %*% w
  q <- nrow(u)
  joint <- tcrossprod(rows) + Diagonal(x = c(rep(1, q), rep(0, nrow(x))))
  sigma(m) * sqrt(colSums(as.matrix(rbind(u, x)) * as.matrix(solve(joint, rbind(u, x)))))
}

arguments <- commandArgs(TRUE)
models <- fromJSON(arguments[1], simplifyVector = FALSE)
results <- lapply(models, fitted_by_lme4)
about <- list(lme4 = as.character(packageVersion("lme4")), R = paste(R.version$major, R.version$minor, sep = "."))
write(toJSON(list(about = about, results = results), digits = NA, auto_unbox = TRUE, na = "null"), arguments[2])
