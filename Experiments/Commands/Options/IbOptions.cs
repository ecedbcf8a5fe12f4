using System.CommandLine;
using IDropTheory.Experiments.Input;

namespace IDropTheory.Experiments.Commands.Options;

/// <summary>Options that several ib commands share.</summary>
internal static class IbOptions
{
    public static Option<string> Joint() =>
        PathOption.Required("--joint", "Joint distribution p(x, y) as CSV or JSON: rows x, columns y, summing to 1");

    public static NumberTable ReadJoint(this TableOptions tables, Invocation run, Option<string> joint) =>
        tables.Read(run, joint, "joint", InputLimit.Table);

    public static Option<int?> Alphabet() =>
        NumberOption.OptionalCount("--alphabet", "Most symbols of t (those of x if not given)", 1, 4096);

    public static Option<double> Tolerance() => NumberOption.WithDefault(
        "--tolerance", "Nats between objective and proved bound to call it certified", NumberRange.Positive, 1e-6);
}
