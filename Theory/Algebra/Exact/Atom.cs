namespace IDropTheory;

/// <summary>What a <see cref="Polynomial"/> does not take apart: a positive variable, a constant, a logarithm or an exponential.</summary>
/// <remarks>Atoms are equal where their names are. The name of a logarithm or exponential has the whole argument in normal form, so that
/// atoms of equal names are equal functions of the variables.</remarks>
public abstract class Atom : IEquatable<Atom>
{
    private Atom(string name) => Name = name;

    /// <summary>The name, which is also how the atom is printed.</summary>
    public string Name { get; }

    /// <summary>A variable. Where a logarithm or a fractional power of it is taken, it stands for a positive number.</summary>
    public sealed class Variable : Atom
    {
        /// <summary>A variable.</summary>
        /// <param name="name">Its name: a letter, then letters and digits.</param>
        /// <exception cref="ArgumentException">The name is none, and could be taken for another atom.</exception>
        public Variable(string name)
            : base(name)
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            if (!char.IsLetter(name[0]) || !name.All(char.IsLetterOrDigit))
                throw new ArgumentException(
                    $"The variable is called \"{name}\"; allowed: a letter, then letters and digits.", nameof(name));
        }
    }

    /// <summary>The number 2 pi, of which nothing is used but that it is positive.</summary>
    public sealed class TwoPi() : Atom("2pi");

    /// <summary>The logarithm of a positive expression that is no product.</summary>
    public sealed class Logarithm : Atom
    {
        internal Logarithm(Polynomial argument)
            : base($"log({argument})") => Argument = argument;

        /// <summary>The expression.</summary>
        public Polynomial Argument { get; }
    }

    /// <summary>e to the power of a monomial; e to the power of a sum is a product of such atoms.</summary>
    public sealed class Exponential : Atom
    {
        internal Exponential(Monomial exponent)
            : base($"exp({exponent})") => Exponent = exponent;

        /// <summary>The exponent.</summary>
        public Monomial Exponent { get; }
    }

    /// <inheritdoc/>
    public bool Equals(Atom? other) => other is not null && Name == other.Name;

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as Atom);

    /// <inheritdoc/>
    public sealed override int GetHashCode() => string.GetHashCode(Name, StringComparison.Ordinal);

    /// <inheritdoc/>
    public sealed override string ToString() => Name;
}
