# Writes weighted.json: fits with weights, offsets and a fixed σ by R 4.2, lme4 1.1-31 and nlme 3.1-162 (Debian
# packages r-cran-lme4, r-cran-nlme, r-cran-jsonlite) and by a direct computation with dense matrices.
# Run from this folder: Rscript weighted.R
suppressMessages({ library(lme4); library(jsonlite) })
source_of <- function(name) file.path("..", "..", "engine", "data", "source", paste0(name, ".csv"))
read <- function(name) read.csv(source_of(name), stringsAsFactors = TRUE)
sleepstudy <- read("sleepstudy"); sleepstudy$w <- 1 + sleepstudy$days %% 3
sleepstudy$known <- log(200 + 10 * sleepstudy$days)
kb07 <- read("kb07"); kb07$w <- (1 + (37 * (seq_len(nrow(kb07)) - 1)) %% 11) / 6
for (v in c("spkr", "prec", "load")) contrasts(kb07[[v]]) <- matrix(c(-1, 1), 2, 1)
penicillin <- read("penicillin"); penicillin$w <- c(0.5, 1, 4)[1 + (seq_len(nrow(penicillin)) - 1) %% 3]
studies <- data.frame(study = factor(sprintf("s%02d", 1:12)), x = (1:12) %% 4,
  effect = c(0.31, -0.42, -0.68, 1.15, 0.42, 1.4, -0.9, 0.35, 0.81, -0.35, 0.68, 0.17),
  v = c(0.04, 0.02, 0.09, 0.05, 0.03, 0.11, 0.06, 0.01, 0.08, 0.05, 0.02, 0.07))

control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-9, maxfun = 100000), calc.derivs = FALSE)
out <- list()
add <- function(name, formula, data, REML, weights = NULL) {
  m <- do.call(lmer, list(formula, data, REML = REML, control = control, weights = weights))
  v <- as.data.frame(VarCorr(m)); v <- v[is.na(v$var2) & v$grp != "Residual", ]
  out[[name]] <<- list(REML = REML, objective = if (REML) unname(REMLcrit(m)) else -2 * as.numeric(logLik(m)),
    coef = I(unname(fixef(m))), se = I(unname(sqrt(diag(as.matrix(vcov(m)))))), sigma = sigma(m),
    variances = I(sort(v$vcov)), fitted = unname(head(fitted(m), 6)), residuals = unname(head(residuals(m), 6)),
    leverage = unname(head(hatvalues(m), 6)), cooks = unname(head(cooks.distance(m), 6)),
    condVar = I(as.vector(attr(ranef(m, condVar = TRUE)[[1]], "postVar")[, , 1])))
}
for (REML in c(FALSE, TRUE)) {
  suffix <- if (REML) "_reml" else ""
  add(paste0("slopes", suffix), reaction ~ 1 + days + (1 + days | subj), sleepstudy, REML, sleepstudy$w)
  add(paste0("intercepts", suffix), reaction ~ 1 + days + (1 | subj), sleepstudy, REML, sleepstudy$w)
  add(paste0("crossed", suffix), rt_trunc ~ 1 + spkr * prec * load + (1 | subj) + (1 + prec | item), kb07,
    REML, kb07$w)
  add(paste0("penicillin", suffix), diameter ~ 1 + (1 | plate) + (1 | sample), penicillin, REML, penicillin$w)
  add(paste0("offset", suffix), reaction ~ 1 + days + offset(40 * known) + (1 + days | subj), sleepstudy, REML)
  add(paste0("weights_offset", suffix), rt_trunc ~ 1 + prec + offset(0.1 * rt_raw) + (1 | subj) + (1 | item), kb07,
    REML, kb07$w)
}

# −2 log-likelihood (or the REML criterion as lme4 defines it) of y ~ N(Xβ, σ²(W⁻¹ + ZΛΛᵀZᵀ)) at σ, minimised over θ
# by optim.
direct <- function(name, X, y, Zs, w, sigma, REML, start) {
  n <- length(y); p <- ncol(X)
  criterion <- function(theta, full = FALSE) {
    V <- diag(1 / w, n)
    at <- 1
    for (Z in Zs) {
      s <- Z$size; L <- matrix(0, s, s)
      L[lower.tri(L, TRUE)] <- theta[at:(at + s * (s + 1) / 2 - 1)]; at <- at + s * (s + 1) / 2
      rows <- Z$columns %*% L
      V <- V + tcrossprod(rows) * outer(Z$group, Z$group, "==")
    }
    V <- sigma^2 * V
    U <- chol(V); Xs <- backsolve(U, X, transpose = TRUE); ys <- backsolve(U, y, transpose = TRUE)
    A <- crossprod(Xs); b <- solve(A, crossprod(Xs, ys)); r <- ys - Xs %*% b
    value <- n * log(2 * pi) + 2 * sum(log(diag(U))) + sum(r^2)
    if (REML) value <- value + as.numeric(determinant(A)$modulus) - p * log(2 * pi)
    if (!full) value
    else list(REML = REML, objective = value, coef = I(as.vector(b)), se = I(sqrt(diag(solve(A)))), sigma = sigma,
      theta = I(theta))
  }
  if (length(start) == 1) best <- optimize(criterion, c(0, 10), tol = 1e-10)$minimum
  else {
    best <- optim(start, criterion, method = "Nelder-Mead", control = list(reltol = 1e-14, maxit = 5000))$par
    best <- optim(best, criterion, method = "BFGS", control = list(reltol = 1e-15))$par
  }
  out[[name]] <<- criterion(best, TRUE)
}
intercept <- function(group) list(size = 1, columns = matrix(1, length(group), 1), group = group)
for (REML in c(FALSE, TRUE)) {
  suffix <- if (REML) "_reml" else ""
  X <- cbind(1, sleepstudy$days); slopes <- list(list(size = 2, columns = X, group = sleepstudy$subj)); n <- nrow(X)
  direct(paste0("fixed_slopes", suffix), X, sleepstudy$reaction, slopes, rep(1, n), 20, REML, c(1, 0, 0.3))
  direct(paste0("fixed_slopes_weights", suffix), X, sleepstudy$reaction - 40 * sleepstudy$known, slopes, sleepstudy$w,
    35, REML, c(1, 0, 0.3))
  direct(paste0("fixed_crossed", suffix), matrix(1, nrow(penicillin), 1), penicillin$diameter,
    list(intercept(penicillin$plate), intercept(penicillin$sample)), rep(1, nrow(penicillin)), 0.7, REML, c(1, 2))
  direct(paste0("meta", suffix), cbind(1, studies$x), studies$effect, list(intercept(studies$study)), 1 / studies$v, 1,
    REML, 0.2)
}
# By maximum likelihood alone: with a fixed σ nlme does not end at the minimum of the REML criterion above.
m <- nlme::lme(reaction ~ 1 + days, sleepstudy, ~ 1 + days | subj, method = "ML",
  control = nlme::lmeControl(sigma = 20, msTol = 1e-12, tolerance = 1e-12, opt = "optim"))
out$nlme <- list(REML = FALSE, coef = I(unname(nlme::fixef(m))), sigma = m$sigma,
  variances = I(as.numeric(nlme::VarCorr(m)[1:2, 1])))
write(toJSON(out, digits = 12, auto_unbox = TRUE, na = "null", pretty = 1), "weighted.json")
