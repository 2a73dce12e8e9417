# Degrees of freedom (lmerTest, pbkrtest), profile intervals (lme4) and marginal means (emmeans) of the models that
# inference.mjs hands over. Arguments: the list of models as JSON, the file to write.
suppressMessages({ library(lme4); library(lmerTest); library(pbkrtest); library(emmeans); library(jsonlite) })
emm_options(lmerTest.limit = 1e5, pbkrtest.limit = 1e5)
control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10, maxfun = 1e6), calc.derivs = FALSE,
  check.conv.singular = "ignore")
arguments <- commandArgs(TRUE)
models <- fromJSON(arguments[1], simplifyVector = FALSE)
results <- list()
plain <- function(v) if (is.factor(v)) as.character(v) else v
rows <- function(x) { out <- as.data.frame(x); out[] <- lapply(out, plain); out }
for (model in models) {
  message(model$name)
  data <- read.csv(model$file, stringsAsFactors = TRUE)
  for (name in model$effects) {
    count <- nlevels(data[[name]])
    contrasts(data[[name]]) <- contr.sum(count) * (if (count == 2) -1 else 1)
  }
  m <- suppressMessages(lmerTest::lmer(as.formula(model$formula), data, REML = model$REML, control = control))
  own <- list(formula = model$formula, REML = model$REML, estimate = I(unname(fixef(m))))
  s <- coef(summary(m, ddf = "Satterthwaite"))
  own$satterthwaite <- list(df = I(unname(s[, "df"])), t = I(unname(s[, "t value"])), p = I(unname(s[, "Pr(>|t|)"])))
  joint <- function(a) list(term = I(rownames(a)), numdf = I(a[["NumDF"]]), dendf = I(a[["DenDF"]]),
    F = I(a[["F value"]]), p = I(a[["Pr(>F)"]]))
  if (length(fixef(m)) > 1) own$anova <- joint(anova(m))
  if (model$kenward) {
    if (length(fixef(m)) > 1) own$anova_kenward <- joint(anova(m, ddf = "Kenward-Roger"))
    k <- coef(summary(m, ddf = "Kenward-Roger"))
    own$kenward <- list(se = I(unname(k[, "Std. Error"])), df = I(unname(k[, "df"])), p = I(unname(k[, "Pr(>|t|)"])))
  }
  if (model$profile) {
    ml <- suppressMessages(lme4::lmer(as.formula(model$formula), data, REML = FALSE, control = control))
    p <- profile(ml, delta = 0.1, signames = FALSE, prof.scale = "sdcor")
    ci <- confint(p, level = 0.95)
    own$profile <- list(par = I(rownames(ci)), lower = I(unname(ci[, 1])), upper = I(unname(ci[, 2])))
  }
  for (margin in model$margins) {
    e <- rows(summary(emmeans(m, as.formula(margin), lmer.df = "satterthwaite"), level = 0.95))
    own$margins[[margin]] <- e
    outer <- emmeans(m, as.formula(margin), lmer.df = "asymptotic", weights = "outer")
    own$proportional[[margin]] <- rows(summary(outer, level = 0.9))
    holm <- pairs(emmeans(m, as.formula(margin), lmer.df = "satterthwaite"), adjust = "holm")
    own$pairs[[margin]] <- rows(summary(holm, infer = c(FALSE, TRUE)))
  }
  results[[model$name]] <- own
}
write(toJSON(results, digits = NA, auto_unbox = TRUE, na = "null", pretty = TRUE), arguments[2])
