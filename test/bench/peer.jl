# MixedModels.jl as a process of the bench: see remote.mjs for the protocol.
using MixedModels, Random

const models = Dict{String,Any}()
const fits = Dict{String,Any}()
const counts = Dict{String,Int}()

number(x::Real) = string(Float64(x))
number(x::AbstractVector) = "[" * join(number.(x), ", ") * "]"
shown(value::AbstractString) = "\"$(replace(value, r"[\"\\\\\n]" => " "))\""
shown(value) = number(value)
function say(pairs...)
    println("{", join(("\"$key\": " * shown(value) for (key, value) in pairs), ", "), "}")
    flush(stdout)
end
names_in(q, key) = filter(!isempty, split(get(q, key, ""), ','))

"The columns of a CSV file: texts where a factor is wanted, numbers elsewhere."
function columns(file, factors)
    lines = readlines(file)
    cells = [strip.(split(line, ','), '"') for line in lines]
    heads = cells[1]
    values = map(enumerate(heads)) do (j, name)
        texts = [String(cells[i][j]) for i in 2:length(cells)]
        name in factors ? texts : parse.(Float64, texts)
    end
    return NamedTuple{Tuple(Symbol.(heads))}(Tuple(values))
end

function define(q)
    data = columns(q["file"], names_in(q, "factors"))
    formula = eval(Meta.parse("@formula(" * q["formula"] * ")"))
    contrasts = Dict{Symbol,Any}(Symbol(name) => EffectsCoding() for name in names_in(q, "effects"))
    models[q["model"]] = (; formula, data, contrasts, REML=get(q, "REML", "") == "true")
    say("rows" => length(first(data)))
end

fitmodel(m) = fit(MixedModel, m.formula, m.data; contrasts=m.contrasts, REML=m.REML, progress=false)
fittedonce(q) = get!(() -> fitmodel(models[q["model"]]), fits, q["model"])

function fitanswer(q)
    m = models[q["model"]]
    fittedonce(q)
    start = time()
    count = 0
    local fitted
    while true
        fitted = fitmodel(m)
        count += 1
        time() - start >= parse(Float64, q["seconds"]) && break
    end
    ms = 1000 * (time() - start) / count
    say("ms" => ms, "count" => count, "objective" => objective(fitted), "evaluations" => fitted.optsum.feval)
end

function bootstrap(q)
    fitted = fittedonce(q)
    run(n) = @elapsed parametricbootstrap(MersenneTwister(42), n, fitted; progress=false)
    n = get!(counts, q["model"]) do
        run(2)
        max(5, ceil(Int, 5 * parse(Float64, q["seconds"]) / run(5)))
    end
    say("ms" => 1000 * run(n) / n, "count" => n, "objective" => objective(fitted))
end

function refits(q)
    fitted = deepcopy(fittedonce(q))
    responses = [parse.(Float64, split(line, ',')) for line in eachline(q["file"])]
    say("objectives" => [objective(refit!(fitted, y; progress=false)) for y in responses])
end

const answers = Dict("define" => define, "fit" => fitanswer, "bootstrap" => bootstrap, "refits" => refits)
say("name" => "MixedModels.jl", "version" => string(pkgversion(MixedModels)), "language" => "Julia $VERSION")
for line in eachline(stdin)
    q = Dict(String.(split(field, '='; limit=2)) |> Tuple for field in split(line, '\t'))
    try
        Base.invokelatest(answers[q["op"]], q)
    catch error
        say("error" => sprint(showerror, error))
    end
end
