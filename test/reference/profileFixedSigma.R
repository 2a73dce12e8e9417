# Writes profileFixedSigma.json: 95 % profile-likelihood intervals of models whose σ is held fixed, by R 4.2 from dense
# matrices (Debian package r-cran-jsonlite). Run from this folder: Rscript profileFixedSigma.R
suppressMessages(library(jsonlite))
sleepstudy <- read.csv(file.path("..", "..", "engine", "data", "source", "sleepstudy.csv"), stringsAsFactors = TRUE)
y <- sleepstudy$reaction; X <- cbind(1, sleepstudy$days); subjects <- split(seq_along(y), sleepstudy$subj)
cutoff <- qchisq(0.95, 1)

# −2 log-likelihood for coefficients and the covariance matrix S of a subject's effects, subject by subject.
deviance <- function(beta, S, Z, sigma) sum(sapply(subjects, function(i) {
  V <- Z[i, , drop = FALSE] %*% S %*% t(Z[i, , drop = FALSE]) + sigma^2 * diag(length(i))
  R <- chol(V); r <- backsolve(R, y[i] - X[i, ] %*% beta, transpose = TRUE)
  length(i) * log(2 * pi) + 2 * sum(log(diag(R))) + sum(r^2)
}))
# Ends where the minimum over the other parameters has risen by the cutoff; `covariance` makes S of all but the
# coefficients.
intervals <- function(start, covariance, Z, sigma, reach) {
  objective <- function(p) deviance(p[1:2], covariance(p[-(1:2)]), Z, sigma)
  control <- list(rel.tol = 1e-14, x.tol = 1e-12, eval.max = 5000, iter.max = 5000)
  minimise <- function(f, p) { for (k in 1:4) p <- nlminb(p, f, control = control)$par; list(par = p, value = f(p)) }
  best <- minimise(objective, start)
  lapply(seq_along(start), function(j) {
    least <- function(at) minimise(function(rest) objective(append(rest, at, j - 1)), best$par[-j])$value
    rise <- function(at) least(at) - best$value - cutoff
    range <- function(side) sort(best$par[j] + side * c(0.3, 1) * reach[j])
    end <- function(side) uniroot(rise, range(side), extendInt = "yes", tol = 1e-9)$root
    c(end(-1), end(1))
  })
}
intercepts <- intervals(c(251.4, 10.47, 35), function(s) matrix(s^2), matrix(1, length(y), 1), 30, c(20, 2, 15))
# The correlation as an arcsine, the standard deviations as logarithms.
two <- function(s) { d <- exp(s[1:2]); r <- sin(s[3]); d %o% d * matrix(c(1, r, r, 1), 2) }
slopes <- intervals(c(251.4, 10.47, log(24), log(5.7), 0.08), two, X, 25, c(15, 3, 0.5, 0.5, 0.7))
slopes[3:4] <- lapply(slopes[3:4], exp); slopes[[5]] <- sin(slopes[[5]])
named <- function(ends, names) { names(ends) <- names; ends }
intercepts <- named(intercepts, c("β1", "β2", "σ1")); slopes <- named(slopes, c("β1", "β2", "σ1", "σ2", "ρ1"))
out <- list(intercepts = intercepts, slopes = slopes)
write(toJSON(out, digits = 10, pretty = TRUE), "profileFixedSigma.json")
