using System.CommandLine;

namespace IDropTheory.Experiments.Commands.Options;

/// <summary>What the help of a command shows beside names and descriptions.</summary>
internal sealed class Explanation
{
    /// <summary>Options under titles; what is in no group follows them.</summary>
    public IReadOnlyList<(string Title, IReadOnlyList<Option> Options)> Options { get; init; } = [];

    /// <summary>The commands of this one under titles; empty: all under one.</summary>
    public IReadOnlyList<(string Title, IReadOnlyList<Command> Commands)> Commands { get; init; } = [];

    /// <summary>Lines to type.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];
}
