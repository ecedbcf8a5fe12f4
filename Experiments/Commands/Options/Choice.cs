using System.CommandLine;

namespace IDropTheory.Experiments.Commands.Options;

/// <summary>An option that takes one of a few words, each of which stands for a value.</summary>
internal sealed class Choice<T> : Option<string>
{
    private readonly (string Word, T Value)[] _choices;

    /// <summary>An option whose default is the first choice.</summary>
    public Choice(string name, string help, params (string Word, T Value)[] choices)
        : base(name)
    {
        _choices = choices;
        var words = string.Join(", ", choices.Select(c => c.Word));
        Description = help;
        HelpName = string.Join('|', choices.Select(c => c.Word));
        DefaultValueFactory = _ => choices[0].Word;
        CompletionSources.Add([.. choices.Select(c => c.Word)]);
        CustomParser = result =>
        {
            var word = result.Tokens[0].Value;
            if (!choices.Any(c => c.Word == word)) result.AddError($"{name} is {Quoted.Text(word)}; allowed: {words}.");
            return word;
        };
    }

    /// <summary>The value of a word that the option accepted.</summary>
    public T ValueOf(string word) => _choices.First(c => c.Word == word).Value;
}
