# What the pictures of a model show, by R: conditional modes and standard deviations (lme4), straight lines within
# levels (lmList), normal quantiles, a local line (loess) and a density of two variables (MASS). Usage:
# Rscript pictures.R pictures.json
suppressMessages({ library(lme4); library(jsonlite); library(MASS) })
control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10, maxfun = 1e6), calc.derivs = FALSE)
modes <- function(m, group) {
  r <- ranef(m, condVar = TRUE)[[group]]
  v <- attr(r, "postVar")
  k <- ncol(r)
  list(levels = rownames(r), modes = unname(as.list(r)), stddevs = lapply(seq_len(k), function(i) sqrt(v[i, i, ])))
}
sleep <- lmer(Reaction ~ 1 + Days + (1 + Days | Subject), sleepstudy, REML = FALSE, control = control)
penicillin <- lmer(diameter ~ 1 + (1 | plate) + (1 | sample), Penicillin, REML = FALSE, control = control)
within <- coef(lmList(Reaction ~ 1 + Days | Subject, sleepstudy))
x <- sort(fitted(sleep))
y <- resid(sleep)[order(fitted(sleep))]
at <- seq(min(x), max(x), length.out = 9)
smooth <- loess(y ~ x, span = 0.5, degree = 1, control = loess.control(surface = "direct", statistics = "approximate"))
u <- sleepstudy$Reaction
v <- sleepstudy$Days + sleepstudy$Reaction / 100
bandwidth <- function(z) min(sd(z), IQR(z) / 1.34) * length(z)^(-1 / 6)
grid <- kde2d(u, v, h = 4 * c(bandwidth(u), bandwidth(v)), n = 5, lims = c(200, 400, 3, 11))
writeLines(toJSON(list(
  sleepstudy = modes(sleep, "Subject"),
  plate = modes(penicillin, "plate"),
  within = list(levels = rownames(within), intercept = within[[1]], slope = within[[2]]),
  quantiles = qnorm(ppoints(180, a = 1 / 2)),
  residuals = unname(sort(resid(sleep))),
  local = list(at = at, y = predict(smooth, at)),
  density = list(x = grid$x, y = grid$y, z = grid$z)
), digits = 12, auto_unbox = FALSE), commandArgs(TRUE)[1])
