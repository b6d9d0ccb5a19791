using System.Text;
using Tearsheet.Reading.Articles.Decoding;

namespace Tearsheet.Reading.Tests.Articles;

/// <summary>Pages that do not say in which encoding they are.</summary>
public sealed class EncodingGuessTests
{
    [Theory]
    [InlineData("gb18030", "本报讯　河边小城的市长昨天说，她将在月底离任。议会里没有人要求她走，老人们说，很多人听说过那座桥的事情。桥已经修好了，可是路还没有，钱也没有了。")]
    [InlineData("big5", "河邊小城的市長昨天說，她將在月底離任。議會裡沒有人要求她走，老人們說，很多人聽說過那座橋的事情。橋已經修好了，可是路還沒有，錢也沒有了。")]
    [InlineData("shift_jis", "川沿いの小さな町の町長は昨日、月末に辞任すると述べた。議会では誰も求めていなかったが、橋の話は多くの人が聞いていた。橋はできたが、道はまだない。")]
    [InlineData("euc-jp", "川沿いの小さな町の町長は昨日、月末に辞任すると述べた。議会では誰も求めていなかったが、橋の話は多くの人が聞いていた。橋はできたが、道はまだない。")]
    [InlineData("euc-kr", "강가의 작은 마을 시장은 어제 이달 말에 물러나겠다고 말했다. 의회에서는 아무도 요구하지 않았지만 다리 이야기는 많은 사람이 들었다. 다리는 섰지만 길은 아직 없다.")]
    [InlineData("windows-1251", "Мэр маленького города на реке сказала вчера, что уйдёт в конце месяца. Никто в совете этого не просил, но о мосте слышали многие.")]
    [InlineData("koi8-r", "Мэр маленького города на реке сказала вчера, что уйдёт в конце месяца. Никто в совете этого не просил, но о мосте слышали многие.")]
    public void The_script_of_the_bytes_tells_the_encoding(string encoding, string text)
    {
        var bytes = EncodingLabels.Decoder(encoding)!.GetBytes("<title>x</title><p>" + text);

        Assert.Equal(encoding, EncodingGuess.Find(bytes));
        Assert.Contains(text[..10], PageText.Decode(bytes, contentType: null).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Le maire de la petite ville a déclaré hier qu'elle s'en irait à la fin du mois; personne ne l'avait demandé, même au conseil, où l'on a évoqué l'été passé.")]
    [InlineData("Die Bürgermeisterin der kleinen Stadt am Fluß geht zum Monatsende; gefordert hätte es niemand, hieß es, über die Brücke wußten jedoch sämtliche Räte längst.")]
    [InlineData("Plain words of a plain town.")]
    public void Latin_text_is_left_alone(string text) =>
        Assert.Null(EncodingGuess.Find(Encoding.Latin1.GetBytes(text + text + text)));
}
